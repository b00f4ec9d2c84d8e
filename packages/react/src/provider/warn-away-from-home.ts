/**
 * Warns where the default address is meant for nobody: it is of the machine that shows the page, and a server there is the developer's own.
 *
 * @param who has no url, as the developer wrote it
 */
export function warnAwayFromHome(who: string): void {
  const { hostname } = window.location;
  if (/^((.+\.)?localhost|127\..+|\[::1\]|)$/.test(hostname)) return;
  // Nobody listens for what goes wrong with an option that was not given.
  // eslint-disable-next-line no-console
  console.warn(
    `${who} has no url, so this page of ${hostname} calls ws://127.0.0.1:8788, on its reader's own machine. Did you mean url="/voice"?`,
  );
}
