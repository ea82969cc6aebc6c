import { useState } from "preact/hooks";
import { useWords } from "../i18n/language.ts";
import { choose, isZone, languages, settings, themes } from "../settings.ts";
import { viewersZone } from "../time.ts";
import { useValue } from "../value.ts";
import { shellWords } from "./words.ts";

/** Each language is named in itself. */
const names = { en: "English", ja: "日本語" } as const;

/** Theme, language and time zone. */
export function SettingsMenu() {
  const words = useWords(shellWords);
  const { theme, language, zone } = useValue(settings);
  return (
    <details class="settings">
      <summary>{words.settings}</summary>
      <div>
        <label class="field">
          {words.theme}
          <select
            value={theme}
            onChange={({ currentTarget }) =>
              choose({ theme: themes.find((one) => one === currentTarget.value) ?? "system" })
            }
          >
            <option value="system">{words.followSystem}</option>
            <option value="light">{words.themes.light}</option>
            <option value="dark">{words.themes.dark}</option>
          </select>
        </label>
        <label class="field">
          {words.language}
          <select
            value={language}
            onChange={({ currentTarget }) =>
              choose({ language: languages.find((one) => one === currentTarget.value) ?? "system" })
            }
          >
            <option value="system">{words.followSystem}</option>
            {Object.entries(names).map(([tag, name]) => (
              <option key={tag} value={tag} lang={tag}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <ZoneField zone={zone} />
      </div>
    </details>
  );
}

function ZoneField({ zone }: { readonly zone: string }) {
  const words = useWords(shellWords);
  const [wrong, setWrong] = useState(false);
  const take = (text: string) => {
    const wanted = text.trim() === "" ? "system" : text.trim();
    setWrong(!isZone(wanted));
    if (isZone(wanted)) choose({ zone: wanted });
  };
  return (
    <label class="field">
      {words.zone}
      <input
        list="zones"
        placeholder={viewersZone()}
        value={zone === "system" ? "" : zone}
        aria-invalid={wrong}
        onChange={({ currentTarget }) => take(currentTarget.value)}
      />
      <span class="soft">{words.zoneHint}</span>
      <datalist id="zones">
        {Intl.supportedValuesOf("timeZone").map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </label>
  );
}
