namespace ScaleProxy.Archive;

/// <summary>A scale of which what was learned is to be deleted, its secret and sessions among it. Its measurements stay.</summary>
/// <param name="Mac">The scale, lower case with colons.</param>
/// <param name="WithRecordings">
/// Its recordings as well, and what of them still waits for the vendor. Nobody may be recording then, see
/// <see cref="ScaleArchive.TakeServeLease"/>: a recording that goes on would go on without its beginning.
/// </param>
public sealed record ForgottenScale(string Mac, bool WithRecordings);
