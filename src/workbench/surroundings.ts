import { homedir } from 'node:os';
import path from 'node:path';
import * as v from 'valibot';
import * as vscode from 'vscode';
import type { Disk } from '../catalog/models/disk';
import { cacheRoots, type Environment } from '../catalog/models/huggingFaceCache';
import type { Surroundings } from '../catalog/models/modelFinding';
import type { Trust } from '../decode/find/trust';

/** The extension runs where the program would. */
export function environment(): Environment {
  return { variables: process.env, home: homedir() };
}

/** Where the models of a program are looked for. */
export function surroundingsOf(program: vscode.Uri, disk: Disk): Surroundings {
  return {
    disk,
    environment: environment(),
    extraRoots: extraRoots(program),
    folders: [...(program.scheme === 'file' ? [path.dirname(program.fsPath)] : []), ...workspaceFolders()],
  };
}

/** The Hugging Face caches, the one that huggingface_hub uses first; then those of the settings. */
export function huggingFaceCaches(): readonly string[] {
  return cacheRoots(environment(), extraRoots());
}

/** How far the workspace is trusted. A virtual one has no folders on this disk. */
export function trust(): Trust {
  return { trusted: vscode.workspace.isTrusted, workspace: workspaceFolders() };
}

function extraRoots(program?: vscode.Uri): readonly string[] {
  const roots = vscode.workspace.getConfiguration('sigmascope', program).get<unknown>('huggingFaceCache');
  const parsed = v.safeParse(v.array(v.string()), roots);
  return parsed.success ? parsed.output : [];
}

function workspaceFolders(): string[] {
  const uris = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri);
  return uris.filter(({ scheme }) => scheme === 'file').map(({ fsPath }) => fsPath);
}
