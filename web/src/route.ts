export type Route =
  | { readonly view: "overview" }
  | { readonly view: "target"; readonly id: string }
  | { readonly view: "incidents" }
  | { readonly view: "incident"; readonly id: string }
  | { readonly view: "status" }
  | { readonly view: "nothing" };

/** What a place shows. */
export function routeOf(at: string): Route {
  const parts = pathOf(at).split("/").slice(1).map(decoded);
  const [first = "", second = "", ...more] = parts;
  if (more.length > 0 || parts.includes(undefined)) return { view: "nothing" };
  if (first === "" && second === "") return { view: "overview" };
  if (first === "targets" && second !== "") return { view: "target", id: second };
  if (first === "incidents")
    return second === "" ? { view: "incidents" } : { view: "incident", id: second };
  if (first === "status" && second === "") return { view: "status" };
  return { view: "nothing" };
}

/** Undefined where a per cent sign stands for nothing. */
function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}

export const targetPath = (id: string): string => `/targets/${encodeURIComponent(id)}`;
export const incidentPath = (id: string): string => `/incidents/${encodeURIComponent(id)}`;
/** The path of a place. */
export const pathOf = (at: string): string => at.split("?", 1)[0] ?? "/";
