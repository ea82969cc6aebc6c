import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { isAnswering } from "./api/client.ts";
import { connection } from "./api/events.ts";
import { useWords } from "./i18n/language.ts";
import { Late } from "./late.tsx";
import { Overview } from "./overview/index.tsx";
import { pathOf, type Route, routeOf } from "./route.ts";
import { place } from "./router.ts";
import { Help } from "./shell/help.tsx";
import { useKeys } from "./shell/keys.ts";
import { Login } from "./shell/login.tsx";
import { Notice, useProblemText } from "./shell/notice.tsx";
import { SettingsMenu } from "./shell/settings-menu.tsx";
import { shellWords } from "./shell/words.ts";
import { useValue } from "./value.ts";

/** The frame around every view. */
export function App() {
  const at = useValue(place);
  const route = routeOf(at);
  const words = useWords(shellWords);
  const [helping, setHelping] = useState(false);
  useKeys(useCallback(() => setHelping(true), []));
  const content = useRef<HTMLElement>(null);
  useArrival(pathOf(at), titleOf(route, words), content);
  const views = [
    ["/", words.overview, route.view === "overview" || route.view === "target"],
    ["/incidents", words.incidents, route.view === "incidents" || route.view === "incident"],
    ["/status", words.status, route.view === "status"],
  ] as const;
  return (
    <>
      <a
        class="skip"
        href="#content"
        onClick={(event) => {
          event.preventDefault();
          content.current?.focus();
        }}
      >
        {words.skip}
      </a>
      <header class="bar">
        <a class="brand" href="/">
          <Mark />
          halfopen
        </a>
        <nav aria-label={words.views}>
          {views.map(([to, name, current]) => (
            <a key={to} href={to} aria-current={current ? "page" : undefined}>
              {name}
            </a>
          ))}
        </nav>
        <div class="ends">
          <button type="button" aria-label={words.help} onClick={() => setHelping(true)}>
            ?
          </button>
          <SettingsMenu />
        </div>
      </header>
      <Banner />
      <Login />
      <main id="content" ref={content} tabIndex={-1}>
        <View route={route} />
      </main>
      {helping && <Help onClose={() => setHelping(false)} />}
    </>
  );
}

/** Half a circle: a handshake that goes half of its way. */
const Mark = () => (
  <svg width="18" height="18" viewBox="0 0 18 18" aria-hidden="true">
    <circle cx="9" cy="9" r="7.5" fill="none" stroke="var(--accent)" stroke-width="2" />
    <path d="M9 1.5a7.5 7.5 0 0 0 0 15Z" fill="var(--accent)" />
  </svg>
);

/** The title names what is shown; whoever goes there by a link begins to read at its content. */
function useArrival(
  path: string,
  title: string,
  content: { readonly current: HTMLElement | null },
): void {
  const from = useRef(path);
  useEffect(() => {
    document.title = title === "" ? "halfopen" : `${title} · halfopen`;
  }, [title]);
  useEffect(() => {
    if (from.current === path) return;
    from.current = path;
    content.current?.focus({ preventScroll: true });
  }, [path, content]);
}

function titleOf(
  route: Route,
  { overview, incidents, status, incidentTitle }: (typeof shellWords)["en"],
): string {
  switch (route.view) {
    case "overview":
      return overview;
    case "target":
      return route.id;
    case "incidents":
      return incidents;
    case "incident":
      return incidentTitle;
    case "status":
      return status;
    case "nothing":
      return "";
  }
}

/** Says that the daemon is gone, or tells nothing; and nothing while all is well. */
function Banner() {
  const words = useWords(shellWords);
  const problemText = useProblemText();
  const heard = useValue(connection);
  const isGone = !useValue(isAnswering) || heard.state === "lost";
  return (
    <div role="status">
      {isGone ? (
        <p class="banner">{words.lost}</p>
      ) : (
        heard.state === "refused" && <p class="banner">{words.deaf(problemText(heard.problem))}</p>
      )}
    </div>
  );
}

function View({ route }: { readonly route: Route }) {
  const words = useWords(shellWords);
  switch (route.view) {
    case "overview":
      return <Overview />;
    case "target":
      return <Late key={route.id} load={target} id={route.id} />;
    case "incidents":
      return <Late load={incidents} />;
    case "incident":
      return <Late key={route.id} load={incident} id={route.id} />;
    case "status":
      return <Late load={status} />;
    case "nothing":
      return (
        <Notice>
          <p>{words.nothingHere}</p>
          <a href="/">{words.backToOverview}</a>
        </Notice>
      );
  }
}

// Each comes when it is asked for.
const target = async () => (await import("./target/index.tsx")).TargetView;
const incidents = async () => (await import("./incidents/index.tsx")).Incidents;
const incident = async () => (await import("./incidents/index.tsx")).IncidentView;
const status = async () => (await import("./status/index.tsx")).StatusPage;
