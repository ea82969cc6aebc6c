import { useRef } from "preact/hooks";
import type { Answer } from "../api/use-answer.ts";

/** The last body that came, whatever it answered, until the next one is here: nothing flickers. */
export function useKept<Body>(answer: Answer<Body>): Body | undefined {
  const kept = useRef<Body | undefined>(undefined);
  if (answer.state === "here") kept.current = answer.body;
  return kept.current;
}
