/** How to install the app where the browser does not offer it by itself, in words. */
export function installHint(): string {
  const isApple =
    /iPhone|iPad|Macintosh/.test(navigator.userAgent) && !/Chrome|Firefox/.test(navigator.userAgent)
  return isApple
    ? 'To install, choose Share, then Add to Home Screen or Add to Dock.'
    : 'To install, look for Install or Add to Home Screen in the browser’s menu.'
}
