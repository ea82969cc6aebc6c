import { type NetworkInterfaceInfo, networkInterfaces } from "node:os";

/** This host's interfaces that are up, with their addresses; none when the system will not say. */
export function interfacesUp(): Readonly<Record<string, readonly NetworkInterfaceInfo[]>> {
  try {
    return networkInterfaces() as Record<string, NetworkInterfaceInfo[]>;
  } catch {
    // It needs a descriptor for a moment, and there may be none left.
    return {};
  }
}
