import type { Session } from './session';

/** What the panel says of what decoded its large picture; empty while it says nothing. */
export const credit = (vscode: Session): Promise<string> =>
  vscode
    .panel()
    .locator('.credit')
    .innerText({ timeout: 5_000 })
    .catch(() => '');
