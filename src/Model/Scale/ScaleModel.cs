namespace ScaleProxy.Model.Scale;

/// <summary>Which product a scale is, as far as it can be told.</summary>
public static class ScaleModel
{
    // The only manufacturer id in published captures; the scale was a WS-30.
    private const int SeenOfWs30 = 262151;

    /// <summary>The name the scale is sold under; null where its manufacturer id has not been seen in a published capture.</summary>
    /// <param name="manufacturerId">The <c>mfgid</c> it sends.</param>
    public static string? NameOf(int? manufacturerId) => manufacturerId == SeenOfWs30 ? "WS-30" : null;
}
