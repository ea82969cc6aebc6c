/** Protocol numbers that this program understands (IANA, Assigned Internet Protocol Numbers). */
export const protocol = { icmp: 1, tcp: 6, icmpv6: 58 } as const;
