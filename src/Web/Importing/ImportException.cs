namespace ScaleProxy.Web.Importing;

/// <summary>A file that cannot be imported as it is.</summary>
/// <param name="message">Why, and what to do.</param>
public sealed class ImportException(string message) : Exception(message);
