namespace ScaleProxy.Web.Setup;

/// <summary>One step of the first run.</summary>
/// <param name="Id">What programs know it by.</param>
/// <param name="Title">What is done, in words.</param>
/// <param name="IsDone">Whether it is.</param>
/// <param name="At">When; null where that is not known.</param>
/// <param name="Hint">What to do where it is not done.</param>
internal sealed record SetupStep(string Id, string Title, bool IsDone, DateTimeOffset? At, string Hint);
