import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { useWords } from "./i18n/language.ts";
import { Notice } from "./shell/notice.tsx";
import { shellWords } from "./shell/words.ts";

/** A view that is loaded when it is shown: the first view is small. */
export function Late<Props extends object>({
  load,
  ...props
}: { readonly load: () => Promise<ComponentType<Props>> } & Props) {
  const words = useWords(shellWords);
  const [found, set] = useState<{ readonly view: ComponentType<Props> } | "gone">();
  useEffect(() => {
    let wanted = true;
    load().then(
      (view) => wanted && set({ view }),
      () => wanted && set("gone"),
    );
    return () => {
      wanted = false;
    };
  }, [load]);
  if (found === undefined) return <Notice>{words.loading}</Notice>;
  if (found === "gone")
    return (
      <Notice>
        <p role="alert">{words.viewGone}</p>
        <button type="button" onClick={() => location.reload()}>
          {words.reload}
        </button>
      </Notice>
    );
  const Found = found.view;
  return <Found {...(props as unknown as Props)} />;
}
