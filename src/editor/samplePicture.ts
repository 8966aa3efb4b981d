import * as vscode from 'vscode';
import type { SamplePicture } from '../decode/picture';

/** The picture that the settings say is noised. */
export function chosenSample(): SamplePicture {
  const chosen: unknown = vscode.workspace.getConfiguration('sigmascope').get('samplePicture');
  return chosen === 'coffee' || chosen === 'astronaut' ? chosen : 'cat';
}
