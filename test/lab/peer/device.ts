/** The peer's TUN device in the prober's namespace. */
export const deviceName = "peer0";

/** Everything in these prefixes is the peer; the kernel's own end has the first address of each. */
export const prefixes = {
  4: { own: "10.204.0.1/16", example: "10.204.1.1" },
  6: { own: "fd00:204::1/64", example: "fd00:204::1:1" },
} as const;
