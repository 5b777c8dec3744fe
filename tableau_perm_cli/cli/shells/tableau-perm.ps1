# Completion of tableau-perm for PowerShell. Load it with:
#   tableau-perm completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName tableau-perm -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $typed = @(
        $commandAst.CommandElements | Select-Object -Skip 1 |
            Where-Object { $_.Extent.EndOffset -lt $cursorPosition } |
            ForEach-Object {
                if ($_ -is [System.Management.Automation.Language.StringConstantExpressionAst]) {
                    $_.Value
                } else {
                    $_.ToString()
                }
            }
    )
    $current = $wordToComplete.Trim("'", '"')
    $program = $commandAst.CommandElements[0].ToString().Trim("'", '"')
    $env:_TABLEAU_PERM_COMPLETE = 'complete_powershell'
    $env:_TABLEAU_PERM_WORDS = (($typed + $current) -join "`n") + "`n"
    try {
        & $program 2>$null | ForEach-Object {
            if ($_ -eq '') { return }
            $value, $said = $_ -split "`t", 2
            if ($value -eq '') {
                [System.Management.Automation.CompletionCompleters]::CompleteFilename($wordToComplete)
                return
            }
            $quoted = if ($value -match '^[\w:/.%=+-]+$') { $value } else {
                "'" + $value.Replace("'", "''") + "'"
            }
            if (-not $said) { $said = $value }
            [System.Management.Automation.CompletionResult]::new(
                $quoted, $value, 'ParameterValue', $said)
        }
    } finally {
        Remove-Item Env:_TABLEAU_PERM_COMPLETE, Env:_TABLEAU_PERM_WORDS -ErrorAction Ignore
    }
}
