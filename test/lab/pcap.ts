/** A captured IP packet, without its link header. */
export type CapturedPacket = {
  readonly seconds: number;
  readonly nanoseconds: number;
  readonly ip: Uint8Array;
};

/** Of each link type: octets before the IP header, and where the EtherType stands (absent: always IP). */
const linkTypes: Record<number, { readonly header: number; readonly etherType?: number }> = {
  1: { header: 14, etherType: 12 }, // LINKTYPE_ETHERNET
  101: { header: 0 }, // LINKTYPE_RAW
  113: { header: 16, etherType: 14 }, // LINKTYPE_LINUX_SLL
  276: { header: 20, etherType: 0 }, // LINKTYPE_LINUX_SLL2
};

const magic = { microseconds: 0xa1b2c3d4, nanoseconds: 0xa1b23c4d } as const;
const file = { header: 24, linkType: 20 } as const;
const record = { header: 16, fraction: 4, captured: 8 } as const;
const ipEtherTypes = new Set([0x0800, 0x86dd]);

/**
 * The IP packets of a pcap file (draft-ietf-opsawg-pcap) with time stamps of micro- or
 * nanoseconds, in either byte order. Frames of other protocols are left out; a last record
 * that was cut short is too.
 */
export function readPcap(bytes: Uint8Array): CapturedPacket[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const little = [magic.microseconds, magic.nanoseconds].includes(view.getUint32(0, true) as never);
  const unit = { [magic.microseconds]: 1000, [magic.nanoseconds]: 1 }[view.getUint32(0, little)];
  if (unit === undefined) throw new Error("not a pcap file");
  const link = linkTypes[view.getUint32(file.linkType, little) & 0xffff];
  if (link === undefined) throw new Error("a pcap file of a link type that is not known here");

  const packets: CapturedPacket[] = [];
  let at: number = file.header;
  while (at + record.header <= bytes.length) {
    const start = at + record.header;
    const end = start + view.getUint32(at + record.captured, little);
    if (end > bytes.length) break;
    const isIp =
      end - start >= link.header &&
      (link.etherType === undefined || ipEtherTypes.has(view.getUint16(start + link.etherType)));
    if (isIp) {
      packets.push({
        seconds: view.getUint32(at, little),
        nanoseconds: view.getUint32(at + record.fraction, little) * unit,
        ip: bytes.slice(start + link.header, end),
      });
    }
    at = end;
  }
  return packets;
}
