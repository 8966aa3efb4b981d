/** The door to VS Code: makes a handful of objects and hands each what it needs. Nothing is parsed or decoded here. */
import { readFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { AutoencoderCommand } from './editor/autoencoderCommand';
import { Autoencoders } from './workbench/autoencoders';
import { CopyCommands } from './editor/commands';
import { ConfiguredDecoder } from './workbench/configuredDecoder';
import { DownloadCommand } from './editor/downloadCommand';
import { DownloadOffers } from './workbench/downloadOffers';
import { SchedulerContext } from './editor/hasScheduler';
import { SchedulerHovers } from './editor/hoverProvider';
import { KeptPictures } from './editor/keptPictures';
import { Programs } from './workbench/programs';
import { SampleCommand } from './editor/sampleCommand';
import { SampleSetting } from './workbench/sampleSetting';
import { PanelRegistration } from './panel/registration';
import { StepPictures } from './preview/pictures/stepPictures';

export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('Sigmascope', { log: true });
  const programs = new Programs(context.asAbsolutePath('dist'), log);
  const decoder = new ConfiguredDecoder({
    processFile: context.asAbsolutePath('dist/decode.js'),
    modelsFolder: context.asAbsolutePath('models'),
    storageFolder: context.globalStorageUri.fsPath,
    log: (line) => log.debug(line),
  });
  const autoencoders = new Autoencoders(decoder);
  const sample = new SampleSetting(log);
  const kept = new KeptPictures(context.globalStorageUri, versionOf(context));
  const pictures = new StepPictures(decoder, { sample: sample.current, store: kept });
  const panel = new PanelRegistration({
    extensionUri: context.extensionUri,
    styleSheet: () => readFileSync(context.asAbsolutePath('dist/webview/panel.css'), 'utf8'),
    programs,
    pictures,
    decoder,
    keeper: context.workspaceState,
    autoencoders,
    offers: new DownloadOffers(autoencoders, context.globalState),
    sample,
    log,
  });
  const schedulers = new SchedulerContext(programs, log);
  schedulers.onDidFind(() => panel.preload());
  context.subscriptions.push(
    log,
    programs,
    decoder,
    autoencoders,
    sample,
    kept,
    schedulers,
    new SchedulerHovers(programs, { pictures, autoencoders }, log),
    new CopyCommands(programs),
    new AutoencoderCommand(autoencoders, programs),
    new SampleCommand(sample),
    new DownloadCommand(autoencoders, log),
    panel,
  );
}

function versionOf({ extension }: vscode.ExtensionContext): string {
  const manifest: unknown = extension.packageJSON;
  const isManifest = typeof manifest === 'object' && manifest !== null && 'version' in manifest;
  return isManifest ? String(manifest.version) : '';
}
