using Spectre.Console;

namespace ScaleProxy.Cli.Show;

/// <summary>A table for people on standard output.</summary>
internal static class Listing
{
    // A pipe has no width; a line of a listing must not be broken there.
    private const int WidthWithoutTerminal = 500;

    /// <summary>Prints rows under headings; nothing but a remark where there are none.</summary>
    /// <param name="headings">One a column.</param>
    /// <param name="rows">The cells of each row, as plain text.</param>
    /// <param name="none">What to say where there are no rows.</param>
    public static void Print(IReadOnlyList<string> headings, IEnumerable<IReadOnlyList<string>> rows, string none)
    {
        var table = new Table { Border = TableBorder.None };
        table.AddColumns([.. headings.Select(heading => new TableColumn(new Text(heading)) { NoWrap = true, Padding = new Padding(0, 0, 2, 0) })]);
        foreach (IReadOnlyList<string> row in rows)
        {
            table.AddRow([.. row.Select(cell => new Text(cell))]);
        }

        if (table.Rows.Count == 0)
        {
            Console.Error.WriteLine(none);
            return;
        }

        IAnsiConsole console = AnsiConsole.Console;
        if (Console.IsOutputRedirected)
        {
            console.Profile.Width = WidthWithoutTerminal;
        }

        console.Write(table);
    }
}
