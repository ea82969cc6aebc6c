import { defineConfig } from "vite";

/** Built into the package, where the daemon finds it; every path is relative to where it is served. */
export default defineConfig({
  build: {
    outDir: "../dist/web",
    emptyOutDir: true,
    target: "es2024",
    // The content security policy allows no data: URL for scripts and styles.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
