namespace Monitas.BootServer.Boot.Doctor;

/// <summary>Why a file was not sent to its end.</summary>
internal enum TransferFailure
{
    /// <summary>It did not fail.</summary>
    None,

    /// <summary>There is no such file.</summary>
    NotFound,

    /// <summary>The client fell silent: our datagrams or its answers were lost.</summary>
    Silence,

    /// <summary>The client ended it.</summary>
    Aborted,

    /// <summary>The request was not allowed, or too many transfers were running.</summary>
    Refused,
}
