import type * as vscode from 'vscode';
import { isSettingsFile } from '../code/settings/settingsFile';

export function isPython(document: vscode.TextDocument): boolean {
  return document.languageId === 'python';
}

/** Settings in JSON, YAML or TOML, by the file's name: a language for TOML is only there with an extension for it. */
export const isSettings = (document: vscode.TextDocument): boolean => isSettingsFile(document.fileName);

/** What is read at all. */
export const isReadable = (document: vscode.TextDocument): boolean => isPython(document) || isSettings(document);

/** The same, as VS Code asks for it. */
export const readable: vscode.DocumentSelector = [{ language: 'python' }, { pattern: '**/*.{json,yaml,yml,toml}' }];
