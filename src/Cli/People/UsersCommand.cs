using System.CommandLine;
using ScaleProxy.Cli.CommandLine;

namespace ScaleProxy.Cli.People;

/// <summary><c>scaleproxy users</c>: the people who step on the scales.</summary>
internal static class UsersCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommonOptions common) => new("users", "The people who step on the scales")
    {
        ListUsersCommand.Create(common),
        AddUserCommand.Create(common),
        EditUserCommand.Create(common),
        RemoveUserCommand.Create(common),
        MergeUsersCommand.Create(common),
    };
}
