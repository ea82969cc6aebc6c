type Route = { readonly method: string; readonly path: string };

/** The methods that a path can be asked with, by these routes: none for a path that is not known. */
export function methodsAt(path: string, routes: readonly Route[]): string[] {
  const methods = new Set<string>();
  for (const route of routes) {
    // What is there for every method is no answer yet: the guard, limits, compression.
    if (route.method === "ALL" || !patternOf(route.path).test(path)) continue;
    methods.add(route.method);
    if (route.method === "GET") methods.add("HEAD");
  }
  return [...methods];
}

/** `/targets/:id` stands for `/targets/web`. */
const patternOf = (path: string): RegExp =>
  new RegExp(`^${path.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&").replaceAll(/:\w+/g, "[^/]+")}$`);
