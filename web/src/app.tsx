import type { ComponentType } from "preact";
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { connection } from "./api/events.ts";
import { useWords } from "./i18n/language.ts";
import { Overview } from "./overview/index.tsx";
import { place, type Route, routeOf } from "./router.ts";
import { Help } from "./shell/help.tsx";
import { useKeys } from "./shell/keys.ts";
import { Login } from "./shell/login.tsx";
import { Notice } from "./shell/notice.tsx";
import { SettingsMenu } from "./shell/settings-menu.tsx";
import { shellWords } from "./shell/words.ts";
import { useValue } from "./value.ts";

/** The frame around every view. */
export function App() {
  const route = routeOf(useValue(place));
  const words = useWords(shellWords);
  const [helping, setHelping] = useState(false);
  useKeys(useCallback(() => setHelping(true), []));
  const content = useRef<HTMLElement>(null);
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
      <main id="content" ref={content} tabIndex={-1}>
        <View route={route} />
      </main>
      {helping && <Help onClose={() => setHelping(false)} />}
      <Login />
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

/** Says that the daemon is gone; and nothing while all is well. */
function Banner() {
  const words = useWords(shellWords);
  const heard = useValue(connection);
  return <div role="status">{heard === "lost" && <p class="banner">{words.lost}</p>}</div>;
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

// The first view is small: the others come when they are asked for.
const target = async () => (await import("./target/index.tsx")).TargetView;
const incidents = async () => (await import("./incidents/index.tsx")).Incidents;
const incident = async () => (await import("./incidents/index.tsx")).IncidentView;
const status = async () => (await import("./status/index.tsx")).StatusPage;

/** A view that is loaded when it is shown. */
function Late<Props extends object>({
  load,
  ...props
}: { readonly load: () => Promise<ComponentType<Props>> } & Props) {
  const words = useWords(shellWords);
  const [found, set] = useState<{ readonly view: ComponentType<Props> }>();
  useEffect(() => {
    let wanted = true;
    void load().then((view) => wanted && set({ view }));
    return () => {
      wanted = false;
    };
  }, [load]);
  if (found === undefined) return <Notice>{words.loading}</Notice>;
  const Found = found.view;
  return <Found {...(props as unknown as Props)} />;
}
