import * as vscode from 'vscode';
import * as v from 'valibot';

/**
 * Whether a document is not to be written: VS Code would make an extension's edit all the same, and the user could
 * neither save nor easily undo it.
 */
export async function isReadOnly(uri: vscode.Uri): Promise<boolean> {
  const { fs } = vscode.workspace;
  if (fs.isWritableFileSystem(uri.scheme) === false) return true;
  if (isSetReadOnly(uri)) return true;
  try {
    const { permissions = 0 } = await fs.stat(uri);
    return (permissions & vscode.FilePermission.Readonly) !== 0;
  } catch {
    // A document that is on no disk yet.
    return false;
  }
}

/** By the settings `files.readonlyInclude` and `files.readonlyExclude`. */
function isSetReadOnly(uri: vscode.Uri): boolean {
  const settings = vscode.workspace.getConfiguration('files', uri);
  const document = vscode.workspace.textDocuments.find((open) => open.uri.toString() === uri.toString());
  const isIn = (name: string) =>
    document !== undefined &&
    globsIn(settings.get(name)).some((pattern) => vscode.languages.match({ pattern }, document) > 0);
  return isIn('readonlyInclude') && !isIn('readonlyExclude');
}

const globs = v.record(v.string(), v.boolean());

function globsIn(setting: unknown): string[] {
  const parsed = v.safeParse(globs, setting);
  return parsed.success ? Object.keys(parsed.output).filter((glob) => parsed.output[glob]) : [];
}
