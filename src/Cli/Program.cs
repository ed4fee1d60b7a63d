using ScaleProxy.Cli.CommandLine;

return await ScaleProxyCommand.RunAsync(args);
