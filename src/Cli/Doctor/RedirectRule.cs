namespace ScaleProxy.Cli.Doctor;

/// <summary>A firewall's rule that sends what is for a port elsewhere.</summary>
/// <param name="Port">What is sent elsewhere.</param>
/// <param name="ToPort">The port it is sent to; the same where the rule names none.</param>
/// <param name="Text">The rule.</param>
internal sealed record RedirectRule(int Port, int ToPort, string Text);
