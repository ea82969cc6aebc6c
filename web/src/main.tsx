import { render } from "preact";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/shell.css";
import { App } from "./app.tsx";
import { followLanguage } from "./i18n/language.ts";
import { followLinks } from "./router.ts";
import { followScrolling } from "./scrolling.ts";
import { followTheme } from "./settings.ts";

followTheme(document.documentElement);
followLanguage(document.documentElement);
followLinks();
followScrolling();
const root = document.getElementById("app");
if (root !== null) render(<App />, root);
