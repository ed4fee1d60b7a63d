namespace ScaleProxy.Archive.Engine;

/// <summary>
/// A prepared statement that is kept and used again and again. Parameters are written <c>$1, $2, …</c>, which PostgreSQL
/// takes as they are, and stand in that order in the text, so that SQLite, which numbers them as they come, agrees. Of one
/// <see cref="Database"/> only one statement has rows to be read at a time: PostgreSQL sends one result after the other.
/// </summary>
internal abstract class Statement : IDisposable
{
    /// <summary>Gives a parameter, counted from 1, its value.</summary>
    public abstract Statement Bind(int index, long value);

    /// <inheritdoc cref="Bind(int, long)"/>
    public abstract Statement Bind(int index, string? value);

    /// <inheritdoc cref="Bind(int, long)"/>
    public abstract Statement Bind(int index, ReadOnlySpan<byte> value);

    /// <inheritdoc cref="Bind(int, long)"/>
    public abstract Statement BindNull(int index);

    /// <inheritdoc cref="Bind(int, long)"/>
    public Statement Bind(int index, long? value) => value is { } number ? Bind(index, number) : BindNull(index);

    /// <summary>Goes to the next row.</summary>
    /// <returns>False after the last; the statement is ready to be used again then.</returns>
    /// <exception cref="ArchiveException">The database says no.</exception>
    public abstract bool Step();

    /// <summary>Runs a statement that changes something.</summary>
    /// <returns>How many rows it changed.</returns>
    /// <exception cref="ArchiveException">The database says no.</exception>
    public abstract int Run();

    /// <summary>Runs an INSERT of one row, into a table whose key is <c>id</c>, that may meet one that is there. A statement used so is not to be used otherwise.</summary>
    /// <returns>The new row's id; null where nothing was inserted.</returns>
    /// <exception cref="ArchiveException">The database says no.</exception>
    public abstract long? Insert();

    /// <summary>Lets go of the rows that were not read. It reports no error: those came from <see cref="Step"/>.</summary>
    public abstract void Reset();

    /// <summary>A number of the row at hand, the column counted from 0; a null is 0.</summary>
    public abstract long Int64(int column);

    /// <inheritdoc cref="Int64"/>
    public abstract int Int32(int column);

    /// <inheritdoc cref="Int64"/>
    public virtual long? NullableInt64(int column) => IsNull(column) ? null : Int64(column);

    /// <inheritdoc cref="Int64"/>
    public int? NullableInt32(int column) => IsNull(column) ? null : Int32(column);

    /// <summary>A text of the row at hand; a null is empty.</summary>
    public abstract string Text(int column);

    /// <inheritdoc cref="Text"/>
    public string? NullableText(int column) => IsNull(column) ? null : Text(column);

    /// <summary>A text of the row at hand as UTF-8, good until the next one is asked for; a null is empty.</summary>
    public abstract ReadOnlySpan<byte> Utf8(int column);

    /// <summary>A copy of bytes of the row at hand; a null is empty.</summary>
    public abstract byte[] Blob(int column);

    /// <summary>Whether the row at hand has nothing there.</summary>
    public abstract bool IsNull(int column);

    /// <inheritdoc/>
    public abstract void Dispose();
}
