namespace ScaleProxy.Model.People;

/// <summary>What was said of a person makes no sense. The message says why, and what would; it does not name the field.</summary>
/// <param name="message">For the owner.</param>
public sealed class PersonValueException(string message) : FormatException(message);
