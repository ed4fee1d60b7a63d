namespace ScaleProxy.Web.Answering;

/// <summary>What is wrong with one field of a request.</summary>
/// <param name="Field">Its name, as the request has it.</param>
/// <param name="Detail">What is wrong, and what it may be.</param>
internal readonly record struct FieldProblem(string Field, string Detail);
