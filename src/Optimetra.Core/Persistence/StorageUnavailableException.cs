using Microsoft.Data.Sqlite;

namespace Optimetra.Core.Persistence;

/// <summary>Nothing can be stored or read just now: the disk is full or failing, or the queue is. Nothing was kept; trying again later may work.</summary>
public sealed class StorageUnavailableException(string message, Exception? inner) : Exception(message, inner)
{
    /// <summary>Whether this, or what lies under it, is the storage and not the request (https://sqlite.org/rescode.html).</summary>
    public static bool Explains(Exception? exception) => exception switch
    {
        null => false,
        StorageUnavailableException => true,
        SqliteException { SqliteErrorCode: Busy or Locked or NoMemory or ReadOnly or IoError or Corrupt or Full or CantOpen or NotADatabase } => true,
        _ => Explains(exception.InnerException),
    };

    private const int Busy = 5;
    private const int Locked = 6;
    private const int NoMemory = 7;
    private const int ReadOnly = 8;
    private const int IoError = 10;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int CantOpen = 14;
    private const int NotADatabase = 26;
}
