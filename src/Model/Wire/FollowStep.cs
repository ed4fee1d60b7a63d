namespace ScaleProxy.Model.Wire;

/// <summary>Why a <see cref="MessageFollower"/> has stopped.</summary>
public enum FollowStep
{
    /// <summary>It has taken all bytes, and the message goes on.</summary>
    NeedsMore,

    /// <summary>The head is complete.</summary>
    Head,

    /// <summary>The message is complete; what follows is the next one.</summary>
    End,

    /// <summary>This is no HTTP, or not to be read on. The follower is of no use afterwards.</summary>
    Lost,
}
