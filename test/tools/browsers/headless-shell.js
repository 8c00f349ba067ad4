/** Chromium without the windows that no test sees, as Debian packs it: a fifth less work than Chromium itself. */
export const HEADLESS_SHELL = '/usr/bin/chromium-headless-shell'
