namespace ScaleProxy.EndToEnd.Page;

/// <summary>A test with a real browser; skipped, saying so, where there is none. The continuous integration has one.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute() => Skip = Chromium.Missing;
}
