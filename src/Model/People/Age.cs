namespace ScaleProxy.Model.People;

/// <summary>How old somebody is.</summary>
internal static class Age
{
    /// <summary>Years from a birth date: whole ones up to the last birthday, and the days since as a part of the year they are in.</summary>
    /// <param name="born">The birth date. Who was born on a 29th of February has the 28th for a birthday in other years.</param>
    /// <param name="on">The day in question.</param>
    /// <returns>Null before the birth, and in the last year of the calendar.</returns>
    public static decimal? Of(DateOnly born, DateOnly on)
    {
        if (on < born || on.Year == DateOnly.MaxValue.Year)
        {
            return null;
        }

        int years = on.Year - born.Year;
        years -= born.AddYears(years) > on ? 1 : 0;
        int last = born.AddYears(years).DayNumber;
        return years + ((decimal)(on.DayNumber - last) / (born.AddYears(years + 1).DayNumber - last));
    }
}
