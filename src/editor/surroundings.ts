import { homedir } from 'node:os';
import path from 'node:path';
import * as v from 'valibot';
import * as vscode from 'vscode';
import type { Disk } from '../catalog/disk';
import type { Surroundings } from '../catalog/modelFinding';

/** Where the models of a program are looked for: the extension runs where the program would. */
export function surroundingsOf(program: vscode.Uri, disk: Disk): Surroundings {
  const roots = vscode.workspace.getConfiguration('sigmascope', program).get<unknown>('huggingFaceCache');
  const extraRoots = v.safeParse(v.array(v.string()), roots);
  const workspaces = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri);
  return {
    disk,
    environment: { variables: process.env, home: homedir() },
    extraRoots: extraRoots.success ? extraRoots.output : [],
    folders: [
      ...(program.scheme === 'file' ? [path.dirname(program.fsPath)] : []),
      ...workspaces.filter(({ scheme }) => scheme === 'file').map(({ fsPath }) => fsPath),
    ],
  };
}
