import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

/** A modal dialog while it is mounted; Escape, or its own doing, asks for its end. */
export function Dialog({
  name,
  onClose,
  children,
}: {
  readonly name: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}) {
  const element = useRef<HTMLDialogElement>(null);
  const isMounted = useRef(true);
  useEffect(() => {
    const { current } = element;
    current?.showModal();
    return () => {
      isMounted.current = false;
      // Gives the focus back to where it was.
      current?.close();
    };
  }, []);
  return (
    <dialog ref={element} aria-label={name} onClose={() => isMounted.current && onClose()}>
      {children}
    </dialog>
  );
}
