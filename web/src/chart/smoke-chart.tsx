import { useEffect, useRef } from "preact/hooks";
import type { Scene } from "./scene.ts";
import { createSmokePlot, type PlotEvents, type SmokePlot } from "./smoke-plot.ts";
import { usePalette } from "./use-palette.ts";
import { useWidth } from "./use-width.ts";

type Props = PlotEvents & {
  readonly scene: Omit<Scene, "palette">;
  /** When its data came, by the clock of `performance`. */
  readonly arrived?: number | undefined;
  readonly compact?: boolean;
  readonly together: string;
  /** An instant to point at; undefined: wherever the pointer is. */
  readonly pointed?: number | undefined;
};

/** A smoke chart as wide as there is room. What it shows is said in words elsewhere. */
export function SmokeChart(props: Props) {
  const { scene, arrived, compact = false, together, pointed } = props;
  const root = useRef<HTMLDivElement>(null);
  const plot = useRef<SmokePlot | undefined>(undefined);
  const latest = useRef(props);
  latest.current = props;
  const palette = usePalette(root);
  const width = useWidth(root);
  const ready = palette !== undefined && width > 0;

  useEffect(() => {
    if (!ready || root.current === null) return undefined;
    plot.current = createSmokePlot(
      root.current,
      { ...latest.current.scene, palette },
      {
        compact,
        together,
        onView: (view) => latest.current.onView(view),
        onReset: () => latest.current.onReset(),
        onHover: (bin) => latest.current.onHover(bin),
        onFullest: (count) => latest.current.onFullest?.(count),
      },
    );
    return () => {
      plot.current?.destroy();
      plot.current = undefined;
    };
    // What changes later is drawn below.
  }, [ready, compact, together]);

  useEffect(() => plot.current?.resize(width), [width]);
  useEffect(() => {
    if (palette !== undefined) plot.current?.draw({ ...scene, palette }, arrived);
  }, [scene, arrived, palette, ready]);
  useEffect(() => plot.current?.pointAt(pointed), [pointed]);

  return <div class="smoke" data-compact={compact} ref={root} aria-hidden="true" />;
}
