import { differentAddresses, type Sweeper } from "./sweeper.ts";

/** `rate` 0 is as fast as it goes. It tells addresses and nothing else, each once. */
export const zmap = (threads: 1 | 2, rate: number): Sweeper => ({
  name: `zmap -T ${threads} -r ${rate}`,
  installed: ["zmap", "--version"],
  prefixLength: 13,
  rtt: "no",
  commandLine({ from, peerMac, prefix, port }) {
    const where = `-i ${from.device} -S ${from.address4} -G ${peerMac} -p ${port}`;
    const how = `-T ${threads} -r ${rate} -c 1 -b /dev/null -C /dev/null`;
    const quiet = "-q -v 0 --disable-syslog -o -";
    return ["zmap", ...`${where} ${how} ${quiet} ${prefix}`.split(" ")];
  },
  answersIn: (output) => differentAddresses(output, /^(10\.\d+\.\d+\.\d+)$/gm),
});
