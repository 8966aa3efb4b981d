/** The door to VS Code: makes a handful of objects and hands each what it needs. Nothing is parsed or decoded here. */
import * as vscode from 'vscode';
import { CopyCommands } from './editor/commands';
import { ConfiguredDecoder } from './editor/configuredDecoder';
import { SchedulerContext } from './editor/hasScheduler';
import { SchedulerHovers } from './editor/hoverProvider';
import { Programs } from './editor/programs';
import { chosenSample } from './editor/samplePicture';
import { PanelRegistration } from './panel/registration';
import { StepPictures } from './preview/stepPictures';

export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('Sigmascope', { log: true });
  const programs = new Programs(context.asAbsolutePath('dist'), log);
  const decoder = new ConfiguredDecoder({
    processFile: context.asAbsolutePath('dist/decode.js'),
    modelsFolder: context.asAbsolutePath('models'),
    log: (line) => log.debug(line),
  });
  const pictures = new StepPictures(decoder, { sample: chosenSample });
  context.subscriptions.push(
    log,
    programs,
    decoder,
    new SchedulerContext(programs, log),
    new SchedulerHovers(programs, pictures, log),
    new CopyCommands(programs),
    new PanelRegistration({
      extensionUri: context.extensionUri,
      programs,
      pictures,
      sample: chosenSample,
      keeper: context.workspaceState,
      log,
    }),
  );
}
