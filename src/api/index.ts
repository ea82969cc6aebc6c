export { type Api, type ApiParts, createApi } from "./app.ts";
export { Dashboard } from "./dashboard.ts";
export { addressOf, listen, type Listening } from "./listen.ts";
