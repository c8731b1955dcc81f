using System;
using Monitas.Contracts.Messages;

namespace Monitas.BootServer.Api;

/// <summary>A request of the sysadmin that cannot be served. The message is one sentence that says why and what to do.</summary>
internal sealed class ApiException : Exception
{
    /// <summary>Makes one.</summary>
    public ApiException(ErrorCode code, string message)
        : base(message) => Code = code;

    /// <summary>The kind of error.</summary>
    public ErrorCode Code { get; }

    /// <summary>There is no such thing.</summary>
    public static ApiException NotFound(string message) => new(ErrorCode.NotFound, message);

    /// <summary>The request makes no sense.</summary>
    public static ApiException BadRequest(string message) => new(ErrorCode.BadRequest, message);
}
