namespace ScaleProxy.Cli.CommandLine;

/// <summary>A time zone as people name it: <c>Europe/Paris</c>, <c>UTC</c>.</summary>
internal static class TimeZoneText
{
    /// <summary>Finds the zone; null is this machine's.</summary>
    /// <param name="option">The option it was given to, for the error's sake.</param>
    /// <param name="id">What was given.</param>
    /// <exception cref="UserException">There is none of that name.</exception>
    public static TimeZoneInfo Read(string option, string? id)
    {
        if (id is null)
        {
            return TimeZoneInfo.Local;
        }

        return TimeZoneInfo.TryFindSystemTimeZoneById(id, out TimeZoneInfo? zone)
            ? zone
            : throw new UserException($"{option}: '{id}' is no time zone of this machine; give a name like Europe/Paris or UTC (the package tzdata has them)");
    }
}
