import type { BinBody } from "../../../src/api/contract.ts";
import type { DelayRange } from "./delay-axis.ts";
import type { Palette } from "./palette.ts";
import type { Span } from "./span.ts";
import type { TimeStyle } from "./time-axis.ts";

/** What of the chart is drawn: each can be turned off to see the others alone. */
export type Layers = {
  readonly smoke: boolean;
  readonly median: boolean;
  /** p25 to p75. */
  readonly inner: boolean;
  /** p5 to p95. */
  readonly outer: boolean;
};

/** A stretch of an incident, and the lane that its bar is in. */
export type IncidentMark = Span & { readonly id: string; readonly lane: number };

/** All that a smoke chart shows. */
export type Scene = {
  readonly bins: readonly BinBody[];
  readonly view: Span;
  readonly range: DelayRange;
  readonly silences: readonly Span[];
  readonly maintenance: readonly Span[];
  readonly incidents: readonly IncidentMark[];
  readonly layers: Layers;
  readonly palette: Palette;
  readonly style: TimeStyle;
};
