export { type Api, type ApiParts, createApi } from "./app.ts";
export { addressOf, listen, type Listening } from "./listen.ts";
