/** A webview with one word in it, opened as Sigmascope opens its panel. */
const vscode = require('vscode');

exports.activate = ({ subscriptions }) => {
  const show = () => {
    const column = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    const { webview } = vscode.window.createWebviewPanel('emptyWebview', 'Empty Webview', column, {
      enableScripts: true,
    });
    webview.html = '<!DOCTYPE html><title>Empty Webview</title><p>empty</p>';
  };
  subscriptions.push(vscode.commands.registerCommand('emptyWebview.show', show));
};
