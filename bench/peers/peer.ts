import type { Namespace } from "../../test/lab/index.ts";
import type { Exchange } from "../wire.ts";

/** What each tool is asked to do. */
export type Task = {
  readonly from: Namespace;
  readonly address: string;
  readonly family: 4 | 6;
  readonly port: number;
  readonly count: number;
  readonly intervalMs: number;
};

/** One delay as the tool told it, and which exchange on the wire it was. */
export type Report = { readonly key: string; readonly nanoseconds: number };

/** A tool that measures round trips, ours or another. */
export interface Peer {
  readonly name: string;
  /** The command that must be installed, and how it tells its version. */
  readonly command?: readonly [name: string, ...versionArguments: string[]];
  readonly families: readonly (4 | 6)[];
  /** What an exchange is called in the tool's reports; equal keys mean that order tells them apart. */
  keyOf(exchange: Exchange): string;
  measure(task: Task): Promise<readonly Report[]>;
}

/** `host:port` as everybody writes it. */
export const hostPort = ({ address, family, port }: Task): string =>
  family === 4 ? `${address}:${port}` : `[${address}]:${port}`;
