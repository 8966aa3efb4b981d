import * as vscode from 'vscode';

/**
 * Writes a setting where it takes effect: for the user, unless the workspace says otherwise already.
 * @param value undefined for the default
 */
export async function writeSetting(name: string, value: string | undefined): Promise<void> {
  const settings = vscode.workspace.getConfiguration();
  const inWorkspace = settings.inspect(name)?.workspaceValue !== undefined && vscode.workspace.isTrusted;
  await settings.update(
    name,
    value,
    inWorkspace ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global,
  );
}
