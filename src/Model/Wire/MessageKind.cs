namespace ScaleProxy.Model.Wire;

/// <summary>Which side of an exchange a stream of messages carries.</summary>
public enum MessageKind
{
    /// <summary>What a client sends.</summary>
    Request,

    /// <summary>What a server sends.</summary>
    Response,
}
