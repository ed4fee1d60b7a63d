namespace ScaleProxy.Model.Learning;

/// <summary>Which part of a reply a field stands in.</summary>
public enum ReplyPart
{
    /// <summary>The status line, the header lines, and how the body is framed.</summary>
    Head,

    /// <summary>The body.</summary>
    Body,
}
