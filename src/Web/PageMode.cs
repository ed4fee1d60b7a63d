namespace ScaleProxy.Web;

/// <summary>What the process that shows the page does with scales.</summary>
public enum PageMode
{
    /// <summary>It answers them.</summary>
    Serve,

    /// <summary>It passes their conversations on, and learns from them.</summary>
    Learn,
}
